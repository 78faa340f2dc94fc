"""Header sets as dealers, insurers, call centres and clubs send them: ``header=field``, or ``header=field:values``.

``values`` names a maker of ``made_columns``; without it the field's usual values are made. An empty field is a column
that must stay unmapped.
"""

from __future__ import annotations

USUAL_VALUES = {
    "name": "name",
    "contact_name": "name",
    "staff_name": "staff",
    "staff_phone": "staff_mobile",
    "mobile": "mobile",
    "phone": "mobile",
    "phone_2": "landline",
    "contact_phone": "mobile",
    "id_number": "id",
    "id_type": "id_type",
    "customer_type": "customer_type",
    "vin": "vin",
    "plate": "plate",
    "engine_no": "engine",
    "brand": "brand",
    "model": "model",
    "model_year": "year",
    "color": "color",
    "mileage_km": "mileage",
    "event_date": "event",
    "birth_date": "birth",
    "amount": "amount",
    "record_id": "order",
    "customer_no": "customer_code",
    "member_no": "member",
    "dealer_name": "dealer",
    "address": "address",
    "province": "province",
    "city": "city",
    "district": "district",
    "postcode": "postcode",
    "email": "email",
    "gender": "gender",
    "source": "source",
    "remark": "text",
    "company": "company",
    "": "level",
}

HEADER_SETS: tuple[tuple[str, str], ...] = (
    (
        "sales",
        """序号=:counter 合同编号=record_id 购车客户=name 客户性质=customer_type 证件名称=id_type
        证件编号=id_number 移动电话=mobile 固定电话=phone:landline 通讯地址=address 邮政编码=postcode 底盘号=vin
        发动机号码=engine_no 牌照号码=plate 厂牌型号=model 车身颜色=color 提车日期=event_date 发票金额=amount
        业务员=staff_name 业务员电话=staff_phone 信息来源=source 备注说明=remark""",
    ),
    (
        "sales",
        """ORDER_NO=record_id CUST_NAME=name CERT_TYPE=id_type CERT_NO=id_number MOBILE=mobile
        HOME_TEL=phone:landline ADDR=address ZIP=postcode VIN_NO=vin ENGINE_NO=engine_no LICENSE_NO=plate
        MODEL_NAME=model COLOR=color DELIVERY_DATE=event_date INVOICE_AMT=amount SALES_NAME=staff_name
        SALES_TEL=staff_phone SOURCE=source REMARK=remark""",
    ),
    (
        "sales",
        """orderId=record_id customerName=name idCardNo=id_number mobilePhone=mobile email=email
        birthDate=birth_date gender=gender province=province city=city district=district address=address vin=vin
        plateNumber=plate brandName=brand modelName=model saleDate=event_date dealerName=dealer_name
        salesConsultant=staff_name""",
    ),
    (
        "sales",
        """HTBH=record_id KHXM=name ZJLX=id_type ZJHM=id_number LXDH=mobile BYDH=phone:landline DZ=address CJH=vin
        FDJH=engine_no CPH=plate PP=brand CX=model YS=color GCRQ=event_date JE=amount XSGW=staff_name BZ=remark
        XB=gender CSRQ=birth_date""",
    ),
    (
        "sales",
        """hetongbianhao=record_id xingming=name zhengjianhaoma=id_number shoujihao=mobile dizhi=address
        chejiahao=vin fadongjihao=engine_no chepaihao=plate chexing=model gouche_riqi=event_date
        xiaoshouguwen=staff_name beizhu=remark""",
    ),
    (
        "service",
        """RO号=record_id 送修人=contact_name 送修人手机=contact_phone 车主名称=name 车主手机=mobile
        车主身份证=id_number 车牌照号=plate 底盘号(VIN)=vin 车型名称=model 行驶公里数(公里)=mileage_km
        接车时间=event_date 预计交车时间=:event 服务专员=:staff 服务顾问=staff_name 应收金额(元)=amount
        维修项目=remark""",
    ),
    (
        "service",
        """工单编号=record_id 进厂时间=event_date 客户=name 客户电话=mobile 联系人=contact_name
        联系人电话=contact_phone 车牌=plate VIN码=vin 发动机号=engine_no 里程表读数=mileage_km SA=staff_name
        工单金额=amount 工单状态=""",
    ),
    (
        "service",
        """结算单号=record_id 结算日期=event_date 车牌号码=plate 车架号=vin 客户名称=name 手机=mobile
        电话=phone:landline 接待员=staff_name 维修类别= 工时费=:amount 材料费=:amount 合计金额=amount""",
    ),
    (
        "service",
        """work_order_no=record_id check_in_date=event_date owner_name=name owner_mobile=mobile
        bringer_name=contact_name bringer_phone=contact_phone license_plate=plate vin=vin odometer_km=mileage_km
        service_advisor=staff_name total_amount=amount next_service_date=:event""",
    ),
    (
        "lead",
        """线索ID=record_id 线索创建时间=event_date 姓名=name 联系手机=mobile 意向车型=model 意向级别=
        线索来源=source 所在省份=province 所在城市=city 意向经销商=dealer_name 跟进顾问=staff_name 跟进状态=
        跟进记录=remark""",
    ),
    (
        "lead",
        """lead_id=record_id created_at=event_date name=name phone=mobile interested_model=model channel=source
        city=city dealer=dealer_name assigned_to=staff_name comments=remark""",
    ),
    (
        "lead",
        """潜客姓名=name 性别=gender 手机号码=mobile 备用手机=phone 微信号= 到店日期=event_date 客户来源渠道=source
        关注车型=model 接待顾问=staff_name 客户级别=""",
    ),
    (
        "club",
        """会员卡号=member_no 会员姓名=name 性别=gender 会员生日=birth_date 手机=mobile 电子邮箱=email
        会员地址=address 车牌号=plate 车架号=vin 购车日期=:event 入会日期=event_date 会员等级= 积分余额=:amount""",
    ),
    (
        "club",
        """member_id=member_no full_name=name sex=gender birthday=birth_date mobile_no=mobile email_addr=email
        home_address=address plate_no=plate join_date=event_date points=:counter tier=""",
    ),
    (
        "club",
        """HYBH=member_no HYXM=name XB=gender SR=birth_date SJHM=mobile YX=email CPHM=plate RHRQ=event_date""",
    ),
    (
        "insurance",
        """保险单号=record_id 投保人名称=name 投保人证件号码=id_number 投保人联系电话=mobile
        被保险人名称=contact_name 被保险人证件号码=:id 号牌号码=plate 车辆识别代码=vin 发动机号=engine_no
        厂牌型号=model 初次登记日期=:event 保险起期=event_date 保险止期=:event 商业险保费=amount
        交强险保费=:amount 出单员=staff_name 承保公司=:company""",
    ),
    (
        "insurance",
        """policy_no=record_id insured_name=name insured_id_no=id_number insured_phone=mobile
        policy_holder=contact_name plate_no=plate chassis_no=vin engine_no=engine_no vehicle_model=model
        effective_date=event_date expiry_date=:event premium=amount agent=staff_name""",
    ),
    (
        "insurance",
        """保单号=record_id 车主=name 车主证件号=id_number 车主电话=mobile 被保险人=contact_name 车牌号=plate
        车架号=vin 签单日期=event_date 保费合计=amount 业务员=staff_name""",
    ),
    (
        "call",
        """来电时间=event_date 来电号码=mobile 来电人姓名=name 车牌号=plate 车型=model 来电内容=remark
        坐席=staff_name 处理结果= 通话时长(秒)=:counter""",
    ),
    (
        "call",
        """工单号=record_id 受理时间=event_date 客户姓名=name 客户电话=mobile 主叫号码=phone 车架号=vin 城市=city
        业务类型= 问题描述=remark 受理人=staff_name 经销商名称=dealer_name""",
    ),
    (
        "call",
        """call_id=record_id call_time=event_date caller=name caller_number=mobile vin=vin agent_name=staff_name
        description=remark duration=:counter""",
    ),
    (
        "other",
        """客戶姓名=name 身分證字號=id_number 行動電話=mobile 聯絡電話=phone:landline 地址=address 車身號碼=vin
        引擎號碼=engine_no 車牌號碼=plate 購車日期=event_date 廠牌=brand 車型=model 業務員=staff_name
        備註=remark""",
    ),
    (
        "other",
        """*客户姓名=name 手机号码*=mobile 身份证号（必填）=id_number 车架号(17位)=vin 【车牌号】=plate
        里程数(KM)=mileage_km 邮箱(选填)=email 购车日期(yyyy-MM-dd)=event_date""",
    ),
    (
        "other",
        """电话1=mobile 电话2=phone 电话3=phone_2 客户姓名=name 证件号码=id_number VIN=vin""",
    ),
    (
        "other",
        """客户_姓名=name 客户_手机=mobile 客户_证件号=id_number 车辆_车架号=vin 车辆_车牌=plate 车辆_品牌=brand
        顾问_姓名=staff_name 顾问_电话=staff_phone""",
    ),
    (
        "other",
        """客户信息-姓名=name 客户信息-联系方式=mobile 客户信息-证件号=id_number 车辆信息-VIN=vin
        车辆信息-车牌=plate""",
    ),
    (
        "other",
        """车主(姓名)=name 车主(电话)=mobile 联系人(姓名)=contact_name 联系人(电话)=contact_phone 车辆(车架号)=vin""",
    ),
    (
        "other",
        """车主姓名=name 配偶姓名=:name 配偶电话=:mobile 紧急联系人=:name 紧急联系电话=:mobile 手机=mobile
        推荐人=:name 推荐人电话=:mobile""",
    ),
    (
        "sales",
        """单位名称=company 姓名=name 工作单位=:company 手机=mobile 单位电话=phone:landline 单位地址=:address
        家庭住址=address""",
    ),
    (
        "sales",
        """旧车车牌=:plate 旧车VIN=:vin 新车VIN=vin 新车车牌=plate 客户=name 手机=mobile""",
    ),
    (
        "sales",
        """客户编码=customer_no 客户名称=name 联系人=contact_name 联系电话=mobile 订单号=record_id
        经销店代码=:order 店名=dealer_name""",
    ),
)
